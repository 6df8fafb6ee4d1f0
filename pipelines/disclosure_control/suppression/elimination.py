"""Which cells can be shown without telling another one by sums and differences: elimination over a prime field.

Cells are tried in the order of what they are worth. Each is a sum of inner cells; the shown ones span a space. A target is told
as soon as it lies in that space, so a candidate is refused where it would bring one in. (The order and the rule for cells of 1
follow Langsrud's Gaussian elimination for secondary suppression, as in the R package GaussSuppression.)

Instead of reducing every target, two random vectors that are orthogonal to everything shown are kept. A cell is in the space
where both vanish on it, and brings in a target where the two pairs of values are in proportion: wrong with a chance of about
one in two thousand million for each pair that is compared, and then on the safe side.
"""

import numpy as np
import numpy.typing as npt

from pipelines.disclosure_control.suppression.compiled import compiled

PRIME = 2147483629
"""Below 2^31, so that a product fits into 64 bits."""
ROOM, FOLLOWER = 200, 10
STRICT, TOGETHER, MIXED, ANY = 0, 1, 2, 3
Ints = npt.NDArray[np.int64]


@compiled
def _inverse(a: int, p: int) -> int:
    result, power = 1, p - 2
    a %= p
    while power:
        if power & 1:
            result = result * a % p
        a = a * a % p
        power >>= 1
    return result


@compiled
def _push(heap: Ints, size: int, key: int) -> int:
    i = size
    while i > 0 and heap[(i - 1) // 2] > key:
        heap[i] = heap[(i - 1) // 2]
        i = (i - 1) // 2
    heap[i] = key
    return size + 1


@compiled
def _pop(heap: Ints, size: int) -> int:
    """Take heap[0] off; the new size."""
    size -= 1
    key, i = heap[size], 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[i] = heap[child]
        i = child
    heap[i] = key
    return size


@compiled
def _grown(array: Ints, size: int) -> Ints:
    wider = np.empty(size, array.dtype)
    wider[: len(array)] = array
    return wider


@compiled
def _follow(
    first: int,
    first_in_row: Ints,
    next_in_row: Ints,
    pivot_of: Ints,
    pool_value: Ints,
    turn: Ints,
    pivot_at: Ints,
    u: Ints,
    marked: npt.NDArray[np.uint8],
    support: Ints,
    heap: Ints,
    p: int,
) -> int:
    """How the eliminated inner cells move when `first` moves by one: into `u`, for the inner cells in `support`, whose number it is.

    The latest eliminated go first: each depends only on cells that were eliminated after it, or never.
    """
    u[first], marked[first], support[0], size, waiting, s = 1, 1, first, 1, 0, first
    while True:
        step, i = u[s], first_in_row[s]
        while step != 0 and i >= 0:
            r = pivot_of[i]
            if marked[r] == 0:
                marked[r], support[size], u[r] = 1, r, 0
                size += 1
                waiting = _push(heap, waiting, -turn[r])
            u[r] = (u[r] - step * pool_value[i]) % p
            i = next_in_row[i]
        if waiting == 0:
            return size
        s = pivot_at[-heap[0]]
        waiting = _pop(heap, waiting)


@compiled
def choose(
    starts: Ints,
    rows: npt.NDArray[np.int32],
    target_starts: Ints,
    target_rows: npt.NDArray[np.int32],
    above_starts: Ints,
    above_targets: npt.NDArray[np.int32],
    ones: npt.NDArray[np.uint8],
    room_of: Ints,
    noise: Ints,
    rule: int,
    p: int = PRIME,
):
    """Per candidate, 1 where it can be shown.

    Args:
        starts, rows: the candidates, in order, as sums of inner cells (compressed columns).
        target_starts, target_rows: the same of the targets. above_starts, above_targets: inner cell → targets it is part of.
        ones: 1 for an inner cell that cannot be less than it is, so that a sum of such cells alone tells each of them.
        rule: what is shown of such cells alone. STRICT: nothing. TOGETHER: what lets all of them rise by the same. MIXED: what
            has both signs. ANY: whatever tells no target.
        room_of: how far an inner cell can fall.
        noise: 2 × inner cells, random, not nought.
    """
    inner, targets = len(ones), len(target_starts) - 1
    k1, k2 = noise[0].copy(), noise[1].copy()
    t1, t2 = np.zeros(targets, np.int64), np.zeros(targets, np.int64)
    for t in range(targets):
        for i in range(target_starts[t], target_starts[t + 1]):
            t1[t] = (t1[t] + k1[target_rows[i]]) % p
            t2[t] = (t2[t] + k2[target_rows[i]]) % p
    room = 16 * inner + 1024
    pool_row, pool_value = np.empty(room, np.int64), np.empty(room, np.int64)
    next_in_row, pivot_of = np.empty(room, np.int64), np.empty(room, np.int64)
    used = 0
    first_in_row = np.full(inner, -1, np.int64)
    begin, end = np.full(inner, -1, np.int64), np.zeros(inner, np.int64)
    turn, pivot_at, turns = np.full(inner, -1, np.int64), np.empty(inner + 1, np.int64), 0
    heap = np.empty(inner + 5, np.int64)
    w, marked, support = np.zeros(inner, np.int64), np.zeros(inner, np.uint8), np.empty(inner, np.int64)
    u, followers = np.zeros(inner, np.int64), np.zeros(inner, np.int64)
    shown = np.zeros(len(starts) - 1, np.uint8)
    for j in range(len(starts) - 1):
        c1, c2 = 0, 0
        for i in range(starts[j], starts[j + 1]):
            c1 += k1[rows[i]]
            c2 += k2[rows[i]]
        c1 %= p
        c2 %= p
        if c1 == 0 and c2 == 0:
            shown[j] = 1
            continue
        refused = False
        for t in range(targets):
            if (c1 * t2[t] - c2 * t1[t]) % p == 0:
                refused = True
                break
        if refused:
            continue
        # What is new in the candidate, over the inner cells that are not eliminated yet.
        size, waiting = 0, 0
        for i in range(starts[j], starts[j + 1]):
            r = rows[i]
            w[r], marked[r], support[size] = 1, 1, r
            size += 1
            if begin[r] >= 0:
                waiting = _push(heap, waiting, turn[r])
        while waiting > 0:
            r = pivot_at[heap[0]]
            waiting = _pop(heap, waiting)
            factor = w[r]
            if factor == 0:
                continue
            for i in range(begin[r], end[r]):
                s = pool_row[i]
                if marked[s] == 0:
                    marked[s], support[size], w[s] = 1, s, 0
                    size += 1
                    if begin[s] >= 0:
                        waiting = _push(heap, waiting, turn[s])
                w[s] = (w[s] - factor * pool_value[i]) % p
        best, most, count, only_ones, together, plus, minus = -1, 0, 0, True, 0, False, False
        for i in range(size):
            r = support[i]
            if w[r] == 0:
                continue
            count += 1
            together = (together + w[r]) % p
            only_ones = only_ones and ones[r] == 1
            plus, minus = plus or w[r] < 1000, minus or p - w[r] < 1000
            # Room to move first, and few others that would follow.
            good = -(1 << 40) if ones[r] == 1 else min(room_of[r], ROOM) - followers[r]
            if best < 0 or good > most:
                most, best = good, r
        if count == 0:
            shown[j] = 1
        elif not only_ones or rule == ANY or (rule == TOGETHER and together == 0) or (rule == MIXED and plus and minus):
            shown[j] = 1
            inverse = _inverse(w[best], p)
            if used + count > len(pool_row):
                room = 2 * (used + count)
                pool_row, pool_value = _grown(pool_row, room), _grown(pool_value, room)
                next_in_row, pivot_of = _grown(next_in_row, room), _grown(pivot_of, room)
            begin[best] = used
            for i in range(size):
                r = support[i]
                if w[r] != 0:
                    pool_row[used], pool_value[used] = r, w[r] * inverse % p
                    if r != best:
                        followers[r] += FOLLOWER
                        next_in_row[used], pivot_of[used], first_in_row[r] = first_in_row[r], best, used
                    used += 1
            end[best] = used
            lead = w[best]
            for i in range(size):
                w[support[i]], marked[support[i]] = 0, 0
            pivot_at[turns], turn[best] = best, turns
            turns += 1
            size = _follow(best, first_in_row, next_in_row, pivot_of, pool_value, turn, pivot_at, u, marked, support, heap, p)
            inverse = _inverse(lead, p)
            f1, f2 = c1 * inverse % p, c2 * inverse % p
            for i in range(size):
                r = support[i]
                if u[r] != 0:
                    e1, e2 = f1 * u[r] % p, f2 * u[r] % p
                    k1[r], k2[r] = (k1[r] - e1) % p, (k2[r] - e2) % p
                    for a in range(above_starts[r], above_starts[r + 1]):
                        t = above_targets[a]
                        t1[t], t2[t] = (t1[t] - e1) % p, (t2[t] - e2) % p
                u[r] = 0
        for i in range(size):
            w[support[i]], marked[support[i]] = 0, 0
    return shown, first_in_row, next_in_row, pivot_of, pool_value, turn, pivot_at


@compiled
def kernel(
    first_in_row: Ints, next_in_row: Ints, pivot_of: Ints, pool_value: Ints, turn: Ints, pivot_at: Ints, p: int = PRIME
) -> tuple[Ints, Ints, Ints]:
    """For each inner cell that was not eliminated: how all move when it moves by one and the others of its kind stand still.

    Returns the vectors as compressed columns (starts, rows, values), values between -p/2 and p/2.
    """
    inner = len(turn)
    free = np.flatnonzero(turn < 0)
    starts = np.zeros(len(free) + 1, np.int64)
    rows, values, used = np.empty(16 * inner + 64, np.int64), np.empty(16 * inner + 64, np.int64), 0
    u, marked, support = np.zeros(inner, np.int64), np.zeros(inner, np.uint8), np.empty(inner, np.int64)
    heap = np.empty(inner + 5, np.int64)
    for f in range(len(free)):
        size = _follow(free[f], first_in_row, next_in_row, pivot_of, pool_value, turn, pivot_at, u, marked, support, heap, p)
        if used + size > len(rows):
            rows, values = _grown(rows, 2 * (used + size)), _grown(values, 2 * (used + size))
        for i in range(size):
            r = support[i]
            if u[r] != 0:
                rows[used], values[used] = r, u[r] if u[r] <= p // 2 else u[r] - p
                used += 1
            u[r], marked[r] = 0, 0
        starts[f + 1] = used
    return starts, rows[:used], values[:used]
