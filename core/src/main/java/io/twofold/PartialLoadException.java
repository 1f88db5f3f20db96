package io.twofold;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Some keys of many could not be loaded. A {@link BulkLoader} throws it to say so, and {@link TieredCache#getAll} where
 * the loads of only some keys failed, or where they failed for different reasons.
 */
public final class PartialLoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Map<Object, Object> values;
    private final transient Map<Object, Throwable> failures;

    /**
     * Says what was loaded and what failed.
     *
     * @param values the values of the keys that have one
     * @param failures why the other keys failed; at least one, the first of which is the cause
     */
    public PartialLoadException(Map<?, ?> values, Map<?, ? extends Throwable> failures) {
        super(
                failures.size() + " of " + (values.size() + failures.size()) + " keys could not be loaded",
                failures.values().iterator().next());
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /** The values of the keys that have one; unmodifiable. */
    public Map<Object, Object> values() {
        return values;
    }

    /** Why the other keys failed; unmodifiable, never empty. */
    public Map<Object, Throwable> failures() {
        return failures;
    }
}
