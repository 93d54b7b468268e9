from pathlib import Path
from typing import Final

from playwright.sync_api import Browser
from tests.promises.source import ROOT

SHIM: Final = ROOT / "docs" / "assets" / "iframe-worker.js"
PAGE: Final = """\
<!doctype html><title>t</title><body><script src="iframe-worker.js"></script><script>
const worker = new Worker("work/double.js");
worker.addEventListener("message", (event) => { document.title = String(event.data); });
worker.postMessage(21);
</script></body>
"""
WORKER: Final = """\
addEventListener("message", async (event) => { await importScripts("work/twice.js"); postMessage(twice(event.data)); });
"""


def test_a_page_on_the_disk_asks_a_worker_and_is_answered(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "iframe-worker.js").write_bytes(SHIM.read_bytes())
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "work" / "double.js").write_text(WORKER)
    (tmp_path / "work" / "twice.js").write_text("function twice(x) { return 2 * x; }\n")
    with browser.new_page() as page:
        page.goto((tmp_path / "page.html").as_uri())
        page.wait_for_function("document.title === '42'", timeout=10_000)
