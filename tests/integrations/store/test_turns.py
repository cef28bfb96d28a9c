from __future__ import annotations

import threading

from integrations.store.turns import Turns


def test_whoever_asks_first_is_next_even_beside_a_greedy_writer():
    turns, order, waiting = Turns(), [], threading.Event()

    def single():
        waiting.set()
        with turns:
            order.append("single")

    with turns:
        thread = threading.Thread(target=single)
        thread.start()
        waiting.wait()
        while not turns._waiting:
            pass
    for _ in range(3):
        with turns:
            order.append("greedy")
    thread.join()
    assert order[0] == "single"


def test_one_at_a_time():
    turns, inside, most = Turns(), [0], [0]

    def work():
        for _ in range(200):
            with turns:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 1
