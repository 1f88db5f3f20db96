package io.twofold.testkit;

/** One node's listener, as the server sees it. */
interface Subscriber {
    String nodeId();

    /** The server knows it now. */
    void start();

    /** Takes a message that it is to have; called with the lock of the cache held. */
    void offer(Inbox.Message message);

    /** Hands over what it took, if that is to be done now; called without any lock. */
    void deliver();

    /** Nothing is handed over any more. */
    void end();
}
