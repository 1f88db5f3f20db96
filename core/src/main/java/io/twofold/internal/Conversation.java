package io.twofold.internal;

import io.twofold.LoadContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one load is told and says. */
final class Conversation<V> implements LoadContext<V> {
    private static final int LONGEST_VALIDATOR = 1_024;
    private static final Duration SHORTEST_TTL = Duration.ofMillis(1);
    private static final Duration LONGEST_TTL = Duration.ofDays(365);

    private final @Nullable Previous<V> previous;
    private final Tags tags;
    private long ttlMillis;
    private @Nullable String validator;
    private boolean isNotModified;

    Conversation(@Nullable String tenant, @Nullable Previous<V> previous) {
        this.previous = previous;
        this.tags = new Tags(tenant);
    }

    @Override
    public void tag(String... more) {
        for (String tag : more) {
            tags.add(tag);
        }
    }

    @Override
    public void ttl(Duration ttl) {
        if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
            throw new IllegalArgumentException("ttl=" + ttl + " is not allowed: it must be 1ms to 365d");
        }
        ttlMillis = ttl.toMillis();
    }

    @Override
    public @Nullable V previous() {
        return previous == null ? null : previous.value();
    }

    @Override
    public @Nullable String previousValidator() {
        return previous == null ? null : previous.validator();
    }

    @Override
    public void validator(String text) {
        if (text.isEmpty() || text.length() > LONGEST_VALIDATOR) {
            throw new IllegalArgumentException(
                    "a validator must have 1 to " + LONGEST_VALIDATOR + " characters, not " + text.length());
        }
        validator = text;
    }

    @Override
    public V notModified() {
        if (previous == null) {
            throw new IllegalStateException("there is no previous value; ask previous() first");
        }
        isNotModified = true;
        return previous.value();
    }

    /**
     * What was said, once the loader has returned.
     *
     * @param value what it returned
     */
    @SuppressWarnings("ReferenceEquality") // whether it is the very value that it was given
    Loaded.Said said(@Nullable V value) {
        Previous<V> old = previous;
        if (!isNotModified || old == null || value != old.value()) {
            return new Loaded.Said(tags.ids(), ttlMillis, validator, false);
        }
        List<String> all = tags.isBare() ? old.tags() : tags.ids();
        String mark = validator == null ? old.validator() : validator;
        boolean isTheSame = old.isInL2() && all.equals(old.tags()) && Objects.equals(mark, old.validator());
        return new Loaded.Said(all, ttlMillis, mark, isTheSame);
    }
}
