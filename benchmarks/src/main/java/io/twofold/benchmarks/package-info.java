/** What Twofold costs, measured with JMH beside what it stands on. */
@NullMarked
package io.twofold.benchmarks;

import org.jspecify.annotations.NullMarked;
