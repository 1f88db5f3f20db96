package io.twofold.testkit;

import io.twofold.spi.Position;
import java.util.LinkedHashSet;
import java.util.Set;

/** The permission to fill a key. */
final class MemoryLease {
    final String token;
    final Position grantedAt;
    final Set<String> waiters = new LinkedHashSet<>();
    long expiresAt;

    MemoryLease(String token, Position grantedAt) {
        this.token = token;
        this.grantedAt = grantedAt;
    }

    MemoryLease copy() {
        MemoryLease copy = new MemoryLease(token, grantedAt);
        copy.waiters.addAll(waiters);
        copy.expiresAt = expiresAt;
        return copy;
    }
}
