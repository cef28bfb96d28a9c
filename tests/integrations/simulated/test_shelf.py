"""The shelf keeps what was put on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from integrations.simulated.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path


def test_a_document_survives_a_restart_in_its_order(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "deep" / "town.db")
    drawer = shelf.drawer("person")
    drawer["b"] = {"name": "B"}
    drawer["a"] = {"name": "A"}
    drawer["b"] = {"name": "B2"}
    drawer["c"] = {"name": "C"}
    del drawer["c"]
    shelf.set_meta("seed", "7")
    shelf.close()

    again = Shelf(tmp_path / "deep" / "town.db")
    assert dict(again.drawer("person")) == {"b": {"name": "B2"}, "a": {"name": "A"}}
    assert list(again.drawer("person")) == ["b", "a"]
    assert again.drawer("other") == {}
    assert again.meta("seed") == "7"
    assert again.meta("nothing", "x") == "x"
    again.close()


def test_a_write_is_on_disk_without_closing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "town.db")
    shelf.drawer("k")["1"] = {"n": 1}
    reader = Shelf(tmp_path / "town.db")
    assert reader.drawer("k")["1"] == {"n": 1}
    reader.close()
    shelf.close()


def test_a_bulk_is_one_transaction_and_nests(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "town.db")
    reader = Shelf(tmp_path / "town.db")
    with shelf.bulk():
        with shelf.bulk():
            shelf.drawer("k")["1"] = {"n": 1}
        assert reader.drawer("early") == {}
        assert shelf.drawer("k")["1"] == {"n": 1}
    assert reader.drawer("k")["1"] == {"n": 1}
    reader.close()
    shelf.close()


def test_a_change_in_place_is_kept_by_touch(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "town.db")
    drawer = shelf.drawer("k")
    drawer["1"] = {"n": 1}
    drawer["1"]["n"] = 2
    drawer.touch("1")
    shelf.close()
    again = Shelf(tmp_path / "town.db")
    assert again.drawer("k")["1"] == {"n": 2}
    again.close()


def test_a_missing_key_is_a_key_error_and_memory_only_works() -> None:
    shelf = Shelf(None)
    drawer = shelf.drawer("k")
    with pytest.raises(KeyError):
        drawer["no"]
    with pytest.raises(KeyError):
        del drawer["no"]
    drawer["1"] = {}
    assert shelf.drawer("k") is drawer
    assert len(drawer) == 1
    shelf.close()
