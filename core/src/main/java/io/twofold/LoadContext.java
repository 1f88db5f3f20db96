package io.twofold;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a loader may know and say of the entry that its value becomes. Of use during its load only, on its thread.
 *
 * @param <V> the type of the values
 */
public interface LoadContext<V> {
    /**
     * Attaches tags, by which entries can be invalidated together.
     *
     * @param tags each 1 to 256 characters; at most 32 for one entry, one of which a tenant's view takes for itself
     * @throws IllegalArgumentException for others, or too many
     * @see TieredCache#invalidateTag
     */
    void tag(String... tags);

    /**
     * Has this entry live for another time than the cache's {@code ttl}.
     *
     * @param ttl 1 ms to 365 days
     * @throws IllegalArgumentException for others
     */
    void ttl(Duration ttl);

    /**
     * The value that this load is to replace, if a tier still has one: an entry that is refreshed before its end, or
     * that is kept past it.
     */
    @Nullable
    V previous();

    /** What the loader left with the previous value, if it did. */
    @Nullable
    String previousValidator();

    /**
     * Leaves something with the value to recognize it by, such as an ETag or a version; the next load of the key gets
     * it as {@link #previousValidator()}.
     *
     * @param validator 1 to 1,024 characters
     * @throws IllegalArgumentException for others
     */
    void validator(String validator);

    /**
     * Says that the previous value is still right. The entry begins a new life; where L2 has the value, it isn't sent
     * again. Tags and validator stay as they are, unless this load attaches others.
     *
     * @return the previous value, for the loader to return
     * @throws IllegalStateException if there is none
     */
    V notModified();
}
