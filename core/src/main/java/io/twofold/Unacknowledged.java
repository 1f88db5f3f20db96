package io.twofold;

/** What a change returns that the remote tier hasn't acknowledged. Either way this node keeps it, and repeats it. */
public enum Unacknowledged {
    /** {@link Delivery#PENDING}. */
    PENDING,
    /** A {@link RemoteTierException}. */
    ERROR
}
