/**
 * The two-tier cache: start at {@link io.twofold.Twofold}.
 */
@NullMarked
package io.twofold;

import org.jspecify.annotations.NullMarked;
