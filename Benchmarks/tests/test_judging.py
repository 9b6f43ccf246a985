"""Tests of the suite's statistics and of the check against a baseline."""

import pathlib
import random
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "suite"))

import judging


def noisy(middle, count, seed, spread=0.02):
    source = random.Random(seed)
    return [middle * (1 + source.uniform(-spread, spread)) for _ in range(count)]


class RatioTests(unittest.TestCase):
    def test_median_of_the_ratios_of_each_round(self):
        ratio = judging.ratio([2, 4, 60], [1, 2, 3])
        self.assertEqual(ratio.value, 2)
        self.assertEqual(ratio.rounds, 3)

    def test_a_machine_that_slows_down_changes_nothing(self):
        slowing = [1.0 * 1.3**round for round in range(11)]
        ratio = judging.ratio([2 * time for time in slowing], slowing)
        self.assertAlmostEqual(ratio.value, 2)
        self.assertAlmostEqual(ratio.low, 2)
        self.assertAlmostEqual(ratio.high, 2)

    def test_the_same_program_twice_differs_seldom(self):
        found = sum(
            judging.ratio(noisy(1, 11, seed), noisy(1, 11, seed + 1000)).is_significant
            for seed in range(100)
        )
        self.assertLess(found, 15)

    def test_a_difference_beyond_the_noise_is_found(self):
        ratio = judging.ratio(noisy(1.1, 11, 1), noisy(1, 11, 2))
        self.assertTrue(ratio.is_significant)
        self.assertLess(ratio.low, 1.1)
        self.assertGreater(ratio.high, 1.05)

    def test_few_rounds_tell_nothing(self):
        self.assertFalse(judging.ratio([2, 2, 2, 2], [1, 1, 1, 1]).is_significant)
        self.assertTrue(judging.ratio([2] * 5, [1] * 5).is_significant)

    def test_one_wild_round_does_not_matter(self):
        times = noisy(1, 11, 3)
        wild = [*times[:-1], 100.0]
        self.assertAlmostEqual(judging.ratio(wild, times).value, 1)

    def test_the_same_interval_every_time(self):
        first = judging.ratio(noisy(1, 9, 4), noisy(1, 9, 5))
        self.assertEqual(first, judging.ratio(noisy(1, 9, 4), noisy(1, 9, 5)))

    def test_nothing_to_compare(self):
        self.assertIsNone(judging.ratio([], [1.0]))
        self.assertIsNone(judging.ratio([0.0], [1.0]))


class MeanTests(unittest.TestCase):
    def test_opposite_ratios_cancel_out(self):
        mean = judging.geometric_mean([([2.0] * 5, [1.0] * 5), ([1.0] * 5, [2.0] * 5)])
        self.assertAlmostEqual(mean.value, 1)
        self.assertFalse(mean.is_significant)

    def test_the_interval_is_that_of_the_rounds(self):
        mean = judging.geometric_mean([([3.0] * 5, [1.0] * 5), ([12.0] * 5, [1.0] * 5)])
        self.assertAlmostEqual(mean.value, 6)
        self.assertAlmostEqual(mean.low, 6)

    def test_workloads_without_times_are_left_out(self):
        self.assertIsNone(judging.geometric_mean([([], [])]))
        mean = judging.geometric_mean([([], []), ([2.0], [1.0])])
        self.assertAlmostEqual(mean.value, 2)


class LossTests(unittest.TestCase):
    before = {("w", "devirt"): {"ratio": 2.0, "low": 1.9, "high": 2.1}}

    def losses(self, ratio, low, high, rounds=9, tolerance=0.05):
        now = {("w", "devirt"): {"ratio": ratio, "low": low, "high": high, "rounds": rounds}}
        return [key for key, _, _ in judging.losses(self.before, now, tolerance)]

    def test_a_clear_loss(self):
        self.assertEqual(self.losses(1.5, 1.45, 1.55), [("w", "devirt")])

    def test_intervals_that_overlap_are_no_loss(self):
        self.assertEqual(self.losses(1.8, 1.7, 1.92), [])

    def test_a_loss_within_the_tolerance_is_none(self):
        self.assertEqual(self.losses(1.88, 1.87, 1.89), [("w", "devirt")])
        self.assertEqual(self.losses(1.88, 1.87, 1.89, tolerance=0.1), [])

    def test_a_gain_is_no_loss(self):
        self.assertEqual(self.losses(3.0, 2.9, 3.1), [])

    def test_what_was_not_measured_is_no_loss(self):
        self.assertEqual(list(judging.losses(self.before, {}, 0.05)), [])

    def test_few_rounds_are_no_loss(self):
        self.assertEqual(self.losses(1.0, 1.0, 1.0, rounds=3), [])


if __name__ == "__main__":
    unittest.main()
