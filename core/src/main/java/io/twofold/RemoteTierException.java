package io.twofold;

import org.jspecify.annotations.Nullable;

/**
 * The remote tier can't be used: thrown where the caller asked to be told. That is while connecting, by changes with
 * {@code l2.unacknowledged=error}, and by reads above {@code outage.loadRate}. Otherwise reads and writes of a cache
 * never throw it; they go on without the remote tier.
 */
public class RemoteTierException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that says what to do, and what was thrown underneath. */
    public RemoteTierException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
