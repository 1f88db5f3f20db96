/** Plots for the pages that a command writes. */
@NullMarked
package io.twofold.benchmarks.plot;

import org.jspecify.annotations.NullMarked;
