"""A network with one door, and that leads out."""

from aws_cdk import aws_ec2 as ec2
from constructs import Construct


def network(scope: Construct) -> ec2.Vpc:
    """One public subnet in one zone: a private one would need a gateway at five times the price of everything else."""
    return ec2.Vpc(
        scope,
        "Network",
        ip_addresses=ec2.IpAddresses.cidr("10.72.0.0/24"),
        max_azs=1,
        nat_gateways=0,
        restrict_default_security_group=False,
        subnet_configuration=[
            ec2.SubnetConfiguration(
                name="out", subnet_type=ec2.SubnetType.PUBLIC, cidr_mask=26, map_public_ip_on_launch=False
            )
        ],
    )


def way_out(scope: Construct, vpc: ec2.Vpc) -> ec2.SecurityGroup:
    """Nothing comes in; out goes HTTPS alone. Name service and time come from the host and need no rule."""
    group = ec2.SecurityGroup(scope, "WayOut", vpc=vpc, description="Nothing in, HTTPS out", allow_all_outbound=False)
    group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "The TSA, the exchange and AWS")
    return group
