package io.twofold.benchmarks.lab;

import io.twofold.benchmarks.compare.CompareCommand;
import io.twofold.benchmarks.lab.campaign.CampaignCommand;
import io.twofold.benchmarks.lab.scenario.HotKeyCommand;
import io.twofold.benchmarks.lab.scenario.OutageCommand;
import io.twofold.benchmarks.lab.scenario.StampedeCommand;
import io.twofold.benchmarks.lab.scenario.StepsCommand;
import io.twofold.benchmarks.lab.writes.WriteBehindCommand;
import io.twofold.benchmarks.lab.writes.WriteCostCommand;
import io.twofold.benchmarks.lab.writes.WriteThroughCommand;
import io.twofold.benchmarks.scale.ScaleCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code java -jar lab.jar COMMAND}: puts the protocol to the test. */
@Command(
        name = "lab",
        description = "Puts the coherence protocol to the test.",
        mixinStandardHelpOptions = true,
        version = "Twofold lab",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SimulateCommand.class,
            CampaignCommand.class,
            HotKeyCommand.class,
            StampedeCommand.class,
            OutageCommand.class,
            StepsCommand.class,
            WriteBehindCommand.class,
            WriteThroughCommand.class,
            WriteCostCommand.class,
            CompareCommand.class,
            ScaleCommand.class
        })
public final class Lab {
    /** Held, since a level set on a logger that nobody holds is forgotten. */
    private static final Logger WARNINGS = Logger.getLogger("io.twofold");

    private Lab() {}

    /** Exits with 0 if nothing was violated, 1 if something was, 2 if it was called wrongly. */
    public static void main(String[] arguments) {
        WARNINGS.setLevel(Level.OFF); // the nodes' warnings of faults that are made on purpose
        System.exit(new CommandLine(new Lab()).execute(arguments));
    }
}
