package io.twofold;

/** What a loader may say of the entry that its value becomes. Of use during its load only, on its thread. */
public interface LoadContext {
    /**
     * Attaches tags, by which entries can be invalidated together.
     *
     * @param tags each 1 to 256 characters; at most 32 for one entry, one of which a tenant's view takes for itself
     * @throws IllegalArgumentException for others, or too many
     * @see TieredCache#invalidateTag
     */
    void tag(String... tags);
}
