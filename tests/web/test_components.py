"""The component page: there in development, and nowhere else."""

from pathlib import Path

from drillhub.app import create_app
from drillhub.config import Config
from tests.conftest import SECRET


def test_in_development_every_component_is_shown(world):
    page = world.browser().get("/components")
    assert page.status_code == 200
    for words in ("今日すること", "※必須", "要確認", "実施予定月", "照合値"):
        assert words in page.text


def test_in_production_there_is_no_such_page(tmp_path: Path):
    app = create_app(Config.from_env({"DRILLHUB_SECRET_KEY": SECRET}, root=tmp_path))
    assert "/components" not in {rule.rule for rule in app.url_map.iter_rules()}
