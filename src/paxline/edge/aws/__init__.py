"""What paxline keeps and says on AWS, where it runs there: parameters, copies, measurements, mail, and the cost."""
