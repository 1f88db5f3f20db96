/** Write-behind: how what was put reaches the source later. Knows the store of dirty values, not the caches. */
@NullMarked
package io.twofold.internal.write;

import org.jspecify.annotations.NullMarked;
