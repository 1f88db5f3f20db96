package io.twofold.internal;

import org.jspecify.annotations.Nullable;

/**
 * A tenant's key in L1. Never equal to a key of another tenant, nor to one of no tenant.
 */
final class ScopedKey {
    final String tenant;
    final Object key;

    ScopedKey(String tenant, Object key) {
        this.tenant = tenant;
        this.key = key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ScopedKey that && key.equals(that.key) && tenant.equals(that.tenant);
    }

    @Override
    public int hashCode() {
        return tenant.hashCode() * 31 + key.hashCode();
    }

    @Override
    public String toString() {
        return tenant + "/" + key;
    }
}
