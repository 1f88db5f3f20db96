package io.twofold.benchmarks.compare;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What is on the heap. */
public final class Heap {
    private Heap() {}

    /** The bytes of all objects that can be reached, as the JVM counts them; its figure for the heap counts whole regions. */
    public static long reachable() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            String total = histogram
                    .lines()
                    .filter(line -> line.startsWith("Total"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(total.trim().split(" +")[2]);
        } catch (JMException e) {
            throw new IllegalStateException("this JVM doesn't tell what is on its heap", e);
        }
    }
}
