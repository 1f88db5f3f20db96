/** Work with a real Redis, written once: for the comparisons in turns, and for the JMH benchmarks. */
@NullMarked
package io.twofold.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
