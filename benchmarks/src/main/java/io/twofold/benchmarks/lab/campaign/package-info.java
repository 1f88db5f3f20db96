/** A campaign of faults against real processes and real servers, every read checked. */
@NullMarked
package io.twofold.benchmarks.lab.campaign;

import org.jspecify.annotations.NullMarked;
