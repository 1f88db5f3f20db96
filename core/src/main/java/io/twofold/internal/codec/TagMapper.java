package io.twofold.internal.codec;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the tiers call a tag. No two tenants' tags meet, whatever characters they hold.
 *
 * <pre>
 *   id = "g:" tag                            of nobody's tag
 *      | "h" length ":" tenant ":" tag       of a tenant's; the length, in characters, of what follows it
 *      | "T:" tenant                         which every entry of the tenant has
 * </pre>
 *
 * <p>An id of more than 200 bytes is a digest of itself, as a key's name is.
 */
public final class TagMapper {
    private static final int LONGEST_TAG = 256;

    private TagMapper() {}

    /**
     * The identity of a tag.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public static String id(@Nullable String tenant, String tag) {
        if (tag.isEmpty() || tag.length() > LONGEST_TAG) {
            throw new IllegalArgumentException(
                    "a tag has " + tag.length() + " characters; allowed are 1 to " + LONGEST_TAG);
        }
        return bounded(tenant == null ? "g:" + tag : "h" + tenant.length() + ":" + tenant + ":" + tag);
    }

    /** The identity of the tag that every entry of a tenant has. */
    public static String ofTenant(String tenant) {
        return bounded("T:" + tenant);
    }

    private static String bounded(String plain) {
        String id = Surrogates.escape(plain);
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= KeyMapper.LONGEST_NAME ? id : KeyMapper.digest(bytes);
    }
}
