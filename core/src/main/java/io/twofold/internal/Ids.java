package io.twofold.internal;

import java.util.concurrent.atomic.AtomicLong;

/** Makes the identities of this node's leases and changes, unique in the fleet. */
final class Ids {
    private final String prefix;
    private final AtomicLong last = new AtomicLong();

    /** @param nodeId unique in the fleet */
    Ids(String nodeId) {
        this.prefix = nodeId + ":";
    }

    String next() {
        return prefix + Long.toString(last.incrementAndGet(), Character.MAX_RADIX);
    }

    /** The node that made an identity. */
    static String node(String id) {
        return id.substring(0, Math.max(0, id.lastIndexOf(':')));
    }

    boolean isOurs(String id) {
        return id.startsWith(prefix);
    }
}
