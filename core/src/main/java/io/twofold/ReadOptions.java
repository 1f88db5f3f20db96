package io.twofold;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long one call waits, where it is to be other than the cache's spec says. Immutable.
 *
 * @param softTimeout after how long a value past its time to live is returned instead, if there is one; null as the
 *     spec says
 * @param hardTimeout after how long the call fails with a {@link LoadTimeoutException}; the load goes on for others.
 *     Null as the spec says, which is the most that any call waits for one load.
 */
public record ReadOptions(
        @Nullable Duration softTimeout, @Nullable Duration hardTimeout) {
    private static final ReadOptions DEFAULTS = new ReadOptions(null, null);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if one is not more than zero
     */
    public ReadOptions {
        check("softTimeout", softTimeout);
        check("hardTimeout", hardTimeout);
    }

    private static void check(String name, @Nullable Duration timeout) {
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException(name + "=" + timeout + " is not allowed: it must be more than zero");
        }
    }

    /** As the spec says. */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    /** With another soft timeout. */
    public ReadOptions softTimeout(Duration timeout) {
        return new ReadOptions(Objects.requireNonNull(timeout, "timeout"), hardTimeout);
    }

    /** With another hard timeout. */
    public ReadOptions hardTimeout(Duration timeout) {
        return new ReadOptions(softTimeout, Objects.requireNonNull(timeout, "timeout"));
    }
}
