"""Finding a table that agrees with everything shown and differs where it must: steps from the true one by whole moves."""

import numpy as np
import numpy.typing as npt

from pipelines.disclosure_control.suppression.compiled import compiled

Ints = npt.NDArray[np.int64]
REST, MOST_BROKEN, MOST_TRIED = 3, 200, 400


@compiled
def jump(
    starts: Ints,
    rows: Ints,
    values: Ints,
    row_starts: Ints,
    row_moves: Ints,
    row_values: Ints,
    room: Ints,
    target: Ints,
    need: int,
    steps: int,
    seed: int,
) -> tuple[Ints, bool]:
    """How inner cells move, so that none falls by more than its room, and `target` (by move) rises by `need`; and whether found.

    A search by weights, as in feasibility jump: a move at a time is added or taken off so that what is broken becomes less, and
    what stays broken weighs more. `starts, rows, values` are the moves by column, `row_…` the same by row.
    """
    inner, moves = len(room), len(starts) - 1
    d = np.zeros(inner, np.int64)
    weight = np.ones(inner, np.int64)
    broken, place, count = np.empty(inner, np.int64), np.full(inner, -1, np.int64), 0
    resting = np.zeros(moves, np.int64)
    helpful = np.flatnonzero(target)
    reached, pull, random = 0, 1, seed
    for step in range(steps):
        if count == 0 and reached >= need:
            return d, True
        if count > MOST_BROKEN:
            return d, False
        random = (random * 1103515245 + 12345) % 2147483648
        pick = (random >> 8) % (count + 1) if reached < need else (random >> 8) % count
        r = broken[pick] if pick < count else -1
        choices = row_starts[r + 1] - row_starts[r] if r >= 0 else len(helpful)
        best, chosen, direction = -(1 << 60), -1, 0
        stride = 1 + choices // MOST_TRIED
        for i in range((random >> 4) % stride, choices, stride):
            if r >= 0:
                j, sign = row_moves[row_starts[r] + i], row_values[row_starts[r] + i]
            else:
                j, sign = helpful[i], target[helpful[i]]
            if resting[j] > step:
                continue
            sign = 1 if sign > 0 else -1
            if reached >= need > reached + sign * target[j]:
                continue
            short, after = max(need - reached, 0), max(need - reached - sign * target[j], 0)
            gain = pull * (short - after)
            for k in range(starts[j], starts[j + 1]):
                s = rows[k]
                now = room[s] + d[s]
                new = now + sign * values[k]
                if now < 0:
                    gain -= weight[s] * now
                if new < 0:
                    gain += weight[s] * new
            if gain > best:
                best, chosen, direction = gain, j, sign
        if chosen < 0:
            if r >= 0:
                weight[r] += 1
            else:
                pull += 1
            continue
        if best <= 0:
            for i in range(count):
                weight[broken[i]] += 1
            if reached < need:
                pull += 1
        resting[chosen] = step + REST
        reached += direction * target[chosen]
        for k in range(starts[chosen], starts[chosen + 1]):
            s = rows[k]
            d[s] += direction * values[k]
            if room[s] + d[s] < 0:
                if place[s] < 0:
                    place[s], broken[count] = count, s
                    count += 1
            elif place[s] >= 0:
                count -= 1
                last = broken[count]
                broken[place[s]], place[last] = last, place[s]
                place[s] = -1
    return d, count == 0 and reached >= need
