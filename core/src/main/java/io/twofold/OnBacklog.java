package io.twofold;

/** What a put does that finds as many keys waiting for the source as {@code write.backlog} allows. */
public enum OnBacklog {
    /** It waits for room, for {@code write.timeout} at most, and then fails. */
    WAIT,
    /** It fails at once. */
    FAIL
}
