/** How the cost grows: with entries, threads, caches and nodes. */
@NullMarked
package io.twofold.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
