from __future__ import annotations

from typing import get_args

from integrations.mls.watch.heat import WARMS
from integrations.mls.watch.saying import called, said
from integrations.models.market import Measure


def test_every_measure_has_a_name_and_a_value_in_words():
    assert {called(measure) for measure in get_args(Measure)} >= {"days to a contract", "months of supply"}
    assert set(WARMS) == set(get_args(Measure))
    assert said("list_to_sale", 0.9824) == "98.2 %"
    assert said("cut_share", 0.134) == "13 %"
    assert said("days_to_pending", 14.6) == "15"
