/// A value that a list holds once, in the order of its key.
protocol Keyed {
    associatedtype Key: Comparable

    /// What identifies and orders the value.
    var key: Key { get }
}

extension Array where Element: Keyed {
    /// The first position, not before `start`, whose key is not below `key`.
    ///
    /// - Complexity: O(log count).
    func lowerBound(_ key: Element.Key, from start: Int = 0) -> Int {
        var low = start
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle].key < key {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// The position of the element with `key` in an ascending list.
    ///
    /// - Complexity: O(log count).
    func position(of key: Element.Key) -> Int? {
        let position = lowerBound(key)
        return position < count && self[position].key == key ? position : nil
    }

    /// Adds the elements of another ascending list; `combine` joins two of the same key.
    ///
    /// Elements already present are changed in place, so adding a small list to a large one that
    /// holds its keys does not copy the large one.
    ///
    /// - Complexity: O(m log n), and O(n + m) when there are new keys.
    mutating func mergeAscending(
        _ others: [Element], combine: (inout Element, Element) -> Void
    ) {
        guard !isEmpty else {
            self = others
            return
        }
        var fresh: [Element] = []
        var position = 0
        for other in others {
            let key = other.key
            // Usually both lists hold the same keys, and the next one is it.
            if position == count || self[position].key != key {
                position = lowerBound(key, from: position)
            }
            if position < count, self[position].key == key {
                combine(&self[position], other)
                position += 1
            } else {
                fresh.append(other)
            }
        }
        interleave(fresh)
    }

    /// Brings a list of any order into ascending order; `combine` joins those of the same key.
    ///
    /// - Complexity: O(n log n); O(n) when the list is strictly ascending already.
    mutating func makeAscending(combine: (inout Element, Element) -> Void) {
        guard !isStrictlyAscending else {
            return
        }
        let sorted = self.sorted { $0.key < $1.key }
        removeAll(keepingCapacity: true)
        for element in sorted {
            if let last = indices.last, self[last].key == element.key {
                combine(&self[last], element)
            } else {
                append(element)
            }
        }
    }

    private var isStrictlyAscending: Bool {
        indices.dropFirst().allSatisfy { self[$0 - 1].key < self[$0].key }
    }

    /// Merges an ascending list that shares no key with this one.
    private mutating func interleave(_ fresh: [Element]) {
        guard !fresh.isEmpty else {
            return
        }
        var result: [Element] = []
        result.reserveCapacity(count + fresh.count)
        var taken = 0
        for element in fresh {
            let position = lowerBound(element.key, from: taken)
            result.append(contentsOf: self[taken..<position])
            result.append(element)
            taken = position
        }
        result.append(contentsOf: self[taken...])
        self = result
    }
}
