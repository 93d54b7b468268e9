import httpx

from paxline.edge.clock import SystemClock
from paxline.edge.simulator.serving import serving
from paxline.edge.vitals import application


def test_figures_health_and_readiness_are_told_to_this_machine_alone() -> None:
    reasons = ["", "the loop is silent"]
    app = application(lambda: "paxline_value 1\n", lambda: reasons.pop(0))
    with serving(app, port=0, clock=SystemClock()) as port:
        here = f"http://127.0.0.1:{port}"
        figures = httpx.get(f"{here}/metrics")
        assert figures.text == "paxline_value 1\n"
        assert figures.headers["content-type"].startswith("text/plain")
        assert httpx.get(f"{here}/healthz").text == "ok\n"
        assert httpx.get(f"{here}/readyz").json() == {"ready": True, "why": ""}
        answer = httpx.get(f"{here}/readyz")
        assert (answer.status_code, answer.json()["why"]) == (503, "the loop is silent")
        assert httpx.get(f"{here}/healthz", headers={"Host": "evil.example"}).status_code == 400
