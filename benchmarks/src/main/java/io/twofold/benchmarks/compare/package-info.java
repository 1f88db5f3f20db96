/**
 * Twofold beside what it stands on, in short turns of all sides, so that the ratios hold on a busy machine. Sides that
 * work on Redis have a process each.
 */
@NullMarked
package io.twofold.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
