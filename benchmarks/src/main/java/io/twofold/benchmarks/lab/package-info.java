/** The command line that puts the protocol to the test. */
@NullMarked
package io.twofold.benchmarks.lab;

import org.jspecify.annotations.NullMarked;
