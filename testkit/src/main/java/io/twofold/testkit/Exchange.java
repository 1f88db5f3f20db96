package io.twofold.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** How a node's operations reach the server. */
interface Exchange {
    /** Asks the server, and gives what it replies or that it can't be reached. */
    <T> CompletionStage<T> exchange(Supplier<T> operation, Duration timeout);
}
