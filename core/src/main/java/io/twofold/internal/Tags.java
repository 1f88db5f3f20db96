package io.twofold.internal;

import io.twofold.internal.codec.TagMapper;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tags of one entry of a tenant's, or of nobody's, as they are collected. A tenant's entries all have one. */
final class Tags {
    private static final int MOST = 32;

    private final @Nullable String tenant;
    private final Set<String> ids = new LinkedHashSet<>();

    Tags(@Nullable String tenant) {
        this.tenant = tenant;
        if (tenant != null) {
            ids.add(TagMapper.ofTenant(tenant));
        }
    }

    static List<String> of(@Nullable String tenant, Collection<String> tags) {
        Tags collected = new Tags(tenant);
        tags.forEach(collected::add);
        return collected.ids();
    }

    void add(String tag) {
        ids.add(TagMapper.id(tenant, tag));
        if (ids.size() > MOST) {
            throw new IllegalArgumentException("an entry has more than " + MOST + " tags"
                    + (tenant == null ? "" : ", of which its tenant's view takes one"));
        }
    }

    /** Whether none were added but a tenant's own. */
    boolean isBare() {
        return ids.size() == (tenant == null ? 0 : 1);
    }

    List<String> ids() {
        return List.copyOf(ids);
    }
}
