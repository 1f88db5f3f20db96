package io.twofold.redis;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Which module and which package may know which: the arrows of the architecture, and who may read clocks. */
class ArchitectureTest {
    private static final String[] CORE = {"io.twofold", "io.twofold.spi", "io.twofold.policy", "io.twofold.internal.."};
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.twofold");

    private static GivenClassesConjunction coreButFor(String... names) {
        GivenClassesConjunction given = classesOfCore();
        for (String name : names) {
            given = given.and().doNotHaveSimpleName(name);
        }
        return given;
    }

    private static GivenClassesConjunction classesOfCore() {
        return noClasses().that().resideInAnyPackage(CORE);
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void importedClasses_areThoseOfEveryModule() {
        assertThat(CLASSES.contain("io.twofold.Twofold")).isTrue();
        assertThat(CLASSES.contain("io.twofold.internal.Engine")).isTrue();
        assertThat(CLASSES.contain("io.twofold.redis.RedisTier")).isTrue();
        assertThat(CLASSES.contain("io.twofold.testkit.Await")).isTrue();
    }

    @Test
    void core_knowsNeitherRedisNorItsClient() {
        check(classesOfCore()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.redisson..",
                        "io.netty..",
                        "com.esotericsoftware..",
                        "io.twofold.redis..",
                        "io.twofold.testkit..")));
    }

    @Test
    void core_dependsOnCaffeineAnnotationsAndTheJdkOnly() {
        check(classes()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..", "io.twofold..", "com.github.benmanes.caffeine..", "org.jspecify.annotations")));
    }

    @Test
    void otherModules_knowNothingInternal() {
        check(noClasses()
                .that(not(resideInAnyPackage(CORE)))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.twofold.internal..", "io.twofold.policy..")));
    }

    @Test
    void spi_knowsNeitherTheEngineNorThePolicies() {
        check(noClasses()
                .that()
                .resideInAPackage("io.twofold.spi")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.twofold.internal..", "io.twofold.policy..")));
    }

    @Test
    void policies_arePureDecisions() {
        check(classes()
                .that()
                .resideInAPackage("io.twofold.policy")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java.lang..", "java.time..", "io.twofold.policy", "org.jspecify..")));
    }

    @Test
    void caffeine_isTouchedByTheLocalTierOnly() {
        check(coreButFor("LocalTier").should().dependOnClassesThat(resideInAPackage("com.github.benmanes.caffeine..")));
    }

    @Test
    void clocks_areReadByTheTimeSourceOnly() {
        check(coreButFor("SystemTime")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now"));
    }

    @Test
    void randomness_isDrawnByTheRandomSourceOnly() {
        check(coreButFor("SystemRandom")
                .should()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ThreadLocalRandom.class, java.util.Random.class));
    }

    @Test
    void nothing_sleeps() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    }
}
