"""Questions asked one by one and answered together, by a thread: a look into the index must not hold up the crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Q = TypeVar("Q")
A = TypeVar("A")


class Batches(Generic[Q, A]):
    """One batch is under way at a time; what is asked meanwhile makes up the next."""

    def __init__(self, answers_to: Callable[[Sequence[Q]], Sequence[A]]) -> None:
        """*answers_to* is called in a thread, and returns the answers in the order of the questions."""
        self._answers_to = answers_to
        self._waiting: list[tuple[Q, Deferred[A]]] = []
        self._is_asking = False

    async def ask(self, question: Q) -> A:
        """Return the answer. Raises what *answers_to* raises, for all of its batch."""
        deferred: Deferred[A] = Deferred()
        self._waiting.append((question, deferred))
        if not self._is_asking:
            self._begin()
        answer: A = await maybe_deferred_to_future(deferred)
        return answer

    def _begin(self) -> None:
        self._is_asking = True
        batch, self._waiting = self._waiting, []
        asking: Deferred[Sequence[A]] = deferToThread(self._answers_to, [question for question, _ in batch])
        asking.addCallbacks(self._answered, self._failed, callbackArgs=(batch,), errbackArgs=(batch,))

    def _answered(self, answers: Sequence[A], batch: list[tuple[Q, Deferred[A]]]) -> None:
        self._go_on()
        for answer, (_, deferred) in zip(answers, batch, strict=True):
            deferred.callback(answer)

    def _failed(self, failure: object, batch: list[tuple[Q, Deferred[A]]]) -> None:
        self._go_on()
        for _, deferred in batch:
            deferred.errback(failure)  # type: ignore[arg-type]  # Twisted's hints do not know that it is a Failure

    def _go_on(self) -> None:
        self._is_asking = False
        if self._waiting:
            self._begin()
