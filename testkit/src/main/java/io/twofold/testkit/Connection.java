package io.twofold.testkit;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What lies between one node and an {@link InMemoryServer}: it decides when, and whether, what one side says reaches
 * the other. See {@link InMemoryServer#connect}.
 */
public interface Connection {
    /**
     * Carries a request to the server and its reply back.
     *
     * @param operation to be run when, and if, the request reaches the server; gives the reply, or throws
     * @param timeout how long the node waits for the reply
     * @return the reply when, and if, it reaches the node; an exception if the node has to give up
     */
    <T> CompletionStage<T> exchange(Supplier<T> operation, Duration timeout);

    /**
     * A listener waits to be subscribed.
     *
     * @param subscribed tells the listener that it is; to be run each time the subscription is established
     */
    void listens(Runnable subscribed);

    /**
     * The server says something to the node's listener; called at the instant at which it says so.
     *
     * @param delivery hands it to the listener; to be run when, and if, it reaches the node
     */
    void announced(Runnable delivery);
}
