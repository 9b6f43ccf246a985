import Foundation
import Reoptimization

typealias Story = Awaited<JITEvent>
typealias Texts = Awaited<String>

/// What happens on other threads, to be waited for.
final class Awaited<Element>: @unchecked Sendable {
    private let condition = NSCondition()
    private var elements: [Element] = []

    func append(_ element: Element) {
        condition.lock()
        elements.append(element)
        condition.broadcast()
        condition.unlock()
    }

    /// What happened so far.
    var all: [Element] {
        condition.lock()
        defer { condition.unlock() }
        return elements
    }

    /// The first element of a kind, waiting for it for at most two minutes.
    func wait(for isWanted: (Element) -> Bool) -> Element? {
        let end = Date(timeIntervalSinceNow: 120)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let found = elements.first(where: isWanted) { return found }
            guard condition.wait(until: end) else { return nil }
        }
    }
}
