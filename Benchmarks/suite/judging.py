"""What times say: medians, spread, and intervals of confidence of ratios."""

import math
import random
import statistics
from dataclasses import dataclass

RESAMPLES = 2000
CONFIDENCE = 0.95
# Below this many rounds there is no telling.
ENOUGH = 5


def quantile(values, share):
    """The value at `share` of the sorted values, between neighbours if need be."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    if low + 1 >= len(values):
        return values[-1]
    return values[low] + (place - low) * (values[low + 1] - values[low])


@dataclass(frozen=True)
class Ratio:
    """The median of the ratios of each round, and the interval it is in with 95% confidence."""

    value: float
    low: float
    high: float
    rounds: int

    @property
    def is_significant(self):
        return self.rounds >= ENOUGH and (self.low > 1 or self.high < 1)

    def json(self):
        return {
            "ratio": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "rounds": self.rounds,
            "significant": self.is_significant,
        }


def resampled_medians(values, seed):
    """Medians of samples drawn with replacement: the same ones each time for a seed."""
    source = random.Random(seed)
    count = len(values)
    return [statistics.median(source.choices(values, k=count)) for _ in range(RESAMPLES)]


def interval(values):
    margin = (1 - CONFIDENCE) / 2
    return quantile(values, margin), quantile(values, 1 - margin)


def ratio(numerators, denominators):
    """One over the other, round by round: rounds are interleaved, and a machine that gets slower
    does so for both. None if there is nothing to compare."""
    values = [a / b for a, b in zip(numerators, denominators) if a > 0 and b > 0]
    if not values:
        return None
    low, high = interval(resampled_medians(values, seed=1))
    return Ratio(statistics.median(values), low, high, len(values))


def geometric_mean(pairs):
    """Of the median ratios of several workloads, each a pair of lists of times. Each workload is
    resampled by itself, so that the interval says what the rounds leave open, and not how
    different workloads are."""
    medians, samples, rounds = [], [], []
    for seed, (numerators, denominators) in enumerate(pairs):
        values = [a / b for a, b in zip(numerators, denominators) if a > 0 and b > 0]
        if values:
            medians.append(math.log(statistics.median(values)))
            samples.append([math.log(value) for value in resampled_medians(values, seed)])
            rounds.append(len(values))
    if not medians:
        return None
    means = [statistics.fmean(draw) for draw in zip(*samples)]
    low, high = interval(means)
    value = math.exp(statistics.fmean(medians))
    return Ratio(value, math.exp(low), math.exp(high), min(rounds))


def losses(baseline, current, tolerance):
    """Where the current ratios are significantly below those of the baseline: the whole interval
    is below the whole interval of before, and by more than the tolerance below its ratio. Both are
    dictionaries by (workload, peer) of {"ratio", "low", "high"}. Yields (key, before, now)."""
    for key in sorted(baseline):
        before, now = baseline[key], current.get(key)
        if now is None or now.get("rounds", ENOUGH) < ENOUGH:
            continue
        if now["high"] < min(before["low"], before["ratio"] * (1 - tolerance)):
            yield key, before, now
