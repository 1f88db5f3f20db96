/** Keys and values as they stand in the remote tier. */
@NullMarked
package io.twofold.internal.codec;

import org.jspecify.annotations.NullMarked;
