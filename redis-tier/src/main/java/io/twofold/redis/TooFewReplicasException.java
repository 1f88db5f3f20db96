package io.twofold.redis;

/** A change is made, and fewer replicas have it than the cache asks for. */
final class TooFewReplicasException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooFewReplicasException(int have, int wanted) {
        super("only " + have + " of " + wanted + " replicas have the change");
    }
}
