/** Twofold beside what it stands on, in short turns of both in one process, so that the ratios hold on a busy machine. */
@NullMarked
package io.twofold.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
