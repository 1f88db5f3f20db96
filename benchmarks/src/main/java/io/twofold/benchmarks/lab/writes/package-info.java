/** Write strategies against a real database: processes that are killed, throughput, and two writers of one key. */
@NullMarked
package io.twofold.benchmarks.lab.writes;

import org.jspecify.annotations.NullMarked;
