/** Scenarios that put the load on the source to the test: hot keys, stampedes, outages. */
@NullMarked
package io.twofold.benchmarks.lab.scenario;

import org.jspecify.annotations.NullMarked;
