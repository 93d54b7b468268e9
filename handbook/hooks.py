"""What mkdocs calls while it makes the site: pages made from the program, links turned, the made site looked at."""

import logging
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from handbook import house, interface, links, reference
from handbook.notebook import run

ROOT: Final = Path(__file__).parents[1]
AS_NOTEBOOK: Final = """\
---

This part as a Jupyter notebook: [{name}.ipynb]({name}.ipynb). It needs [kit.py](kit.py) beside it, and paxline.
"""
"""What stands below each part of the tutorial."""

LOG: Final = logging.getLogger("mkdocs.hooks.handbook")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put every page of a folder where the navigation names the folder, in the order of their names."""
    config.nav = _unfolded(config.nav or [], Path(config.docs_dir))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is not written by hand."""
    made = {
        "index.md": links.to_site(_text("README.md"), page="README.md"),
        "changelog.md": links.to_site(_text("CHANGELOG.md"), page="CHANGELOG.md"),
        "security.md": links.to_site(_text("SECURITY.md"), page="SECURITY.md"),
        "reference/commands.md": reference.commands(),
        "reference/settings.md": reference.settings_page(),
        "reference/imports.md": house.page(house.house()),
        **{f"reference/{room}.md": text for room, text in interface.pages().items()},
        "tutorial/kit.py": _text("tutorial/kit.py"),
    }
    for path in sorted((ROOT / "tutorial").glob("[0-9]_*.py")):
        made |= _part(path)
    for name, text in made.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn the links of pages that stand in the repository."""
    return markdown if page.file.generated_by else links.to_site(markdown, page=f"docs/{page.file.src_uri}")


@event_priority(-200)  # after the plugin that makes the search index a script
def on_post_build(config: MkDocsConfig) -> None:
    """Refuse a site that needs another, or that leads nowhere."""
    site = Path(config.site_dir)
    wrong = [f"fetched from elsewhere: {one}" for one in links.outside(site)]
    wrong += [f"leads nowhere: {one}" for one in links.dead(site)]
    wrong += [f"cannot be searched from the disk: {one}" for one in links.unsearchable(site)]
    if wrong:
        raise PluginError("\n".join(wrong))
    LOG.info("every link of the site leads somewhere, and nothing is fetched from elsewhere")


def _unfolded(nav: list[Any], docs: Path) -> list[Any]:
    unfolded: list[Any] = []
    for entry in nav:
        name, below = next(iter(entry.items())) if isinstance(entry, dict) else (None, entry)
        if isinstance(below, list):
            below = _unfolded(below, docs)
        elif below.endswith("/"):
            pages = sorted((docs / below).glob("*.md"), key=lambda one: (one.name != "README.md", one.name))
            below = [one.relative_to(docs).as_posix() for one in pages]
        unfolded.append({name: below} if name else below)
    return unfolded


def _part(notebook: Path) -> dict[str, str]:
    """The notebook run now, as a page and as a Jupyter notebook beside it."""
    ran, place = run(notebook), notebook.relative_to(ROOT).as_posix()
    page = links.to_site(ran.markdown, page=place) + "\n" + AS_NOTEBOOK.format(name=notebook.stem)
    return {f"tutorial/{notebook.stem}.md": page, f"tutorial/{notebook.stem}.ipynb": ran.jupyter}


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
