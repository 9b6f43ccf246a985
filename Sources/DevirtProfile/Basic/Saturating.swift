/// Unsigned arithmetic that stays at the largest value instead of overflowing.
///
/// Addition is associative and commutative, and multiplication by a fixed number distributes over
/// it, so sums of profiles do not depend on their grouping even where they saturate.
extension FixedWidthInteger where Self: UnsignedInteger {
    /// The sum, at most `max`.
    package func addingSaturated(_ other: Self) -> Self {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// The product, at most `max`.
    package func multipliedSaturated(by other: Self) -> Self {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// The difference, at least zero.
    package func subtractingSaturated(_ other: Self) -> Self {
        self > other ? self - other : 0
    }
}
