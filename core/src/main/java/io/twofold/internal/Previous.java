package io.twofold.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value that a load is to replace.
 *
 * @param tags the identities of its tags
 * @param validator what the loader left with it
 * @param isInL2 whether L2 has it, so that its life can be prolonged there
 * @param <V> the type of the value
 */
record Previous<V>(V value, List<String> tags, @Nullable String validator, boolean isInL2) {}
