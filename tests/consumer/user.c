/* A user of the installed library in C: everything of elfgate.h is called once, and wrong use is answered politely. */
#include <elfgate/elfgate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECT(condition)                                                       \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                  \
    }                                                                           \
  } while (0)

static void count_progress(const eg_progress* progress, void* user) {
  EXPECT(progress->size >= sizeof *progress);
  EXPECT(progress->pass[0] != '\0');
  ++*(int*)user;
}

static int stop_at_once(void* user) {
  (void)user;
  return 1;
}

static void look_at(const eg_finding* finding) {
  EXPECT(strcmp(eg_finding_rule(finding), "missing-library") == 0);
  EXPECT(eg_finding_severity(finding) == EG_ERROR);
  EXPECT(eg_finding_arch(finding)[0] != '\0');
  EXPECT(strcmp(eg_finding_package(finding), "broken") == 0);
  EXPECT(strcmp(eg_finding_version(finding), "1.0-r0") == 0);
  EXPECT(strcmp(eg_finding_origin(finding), "broken") == 0);
  EXPECT(strcmp(eg_finding_path(finding), "/usr/bin/broken") == 0);
  EXPECT(strcmp(eg_finding_subject(finding), "libabsent.so.1") == 0);
  EXPECT(eg_finding_message(finding)[0] != '\0');
  EXPECT(strlen(eg_finding_fingerprint(finding)) == 16);
  EXPECT(eg_finding_waived(finding) == NULL);
  EXPECT(eg_finding_affected_programs(finding) == 1);
  EXPECT(eg_finding_affected_packages(finding) == 1);
  EXPECT(eg_finding_list_count(finding, EG_LIST_SEARCHED) > 0);
  EXPECT(eg_finding_list_item(finding, EG_LIST_SEARCHED, 0)[0] != '\0');
  EXPECT(eg_finding_list_count(finding, EG_LIST_PROVIDERS) == 0);
  EXPECT(eg_finding_list_item(finding, EG_LIST_PROVIDERS, 0) == NULL);
  EXPECT(eg_finding_list_count(finding, EG_LIST_FIX) > 0);
  EXPECT(eg_finding_list_count(finding, (eg_finding_list)99) == 0);
}

static void check_finds(const char* scenario) {
  const char* const sources[] = {scenario};
  const char* const rules[] = {"missing-library"};
  int calls = 0;
  eg_report* report = NULL;
  eg_options options;
  size_t i;
  eg_options_init(&options, sizeof options);
  options.sources = sources;
  options.source_count = 1;
  options.only_rules = rules;
  options.only_rule_count = 1;
  options.on_progress = count_progress;
  options.user = &calls;
  EXPECT(eg_check(&options, &report) == EG_FINDINGS);
  EXPECT(eg_report_status(report) == EG_FINDINGS);
  EXPECT(strcmp(eg_report_error(report), "") == 0);
  EXPECT(calls > 0);
  EXPECT(eg_report_finding_count(report) == 2); /* one for each architecture */
  for (i = 0; i < eg_report_finding_count(report); ++i) look_at(eg_report_finding(report, i));
  EXPECT(eg_report_finding(report, 2) == NULL);

  eg_text* text = eg_report_render(report, "text", EG_RENDER_VERBOSE);
  EXPECT(text != NULL);
  EXPECT(strstr(eg_text_data(text), "libabsent.so.1") != NULL);
  EXPECT(strlen(eg_text_data(text)) == eg_text_size(text));
  eg_text_free(text);
  EXPECT(eg_report_render(report, "papyrus", 0) == NULL);
  eg_report_free(report);
}

static void severities_are_read(const char* scenario) {
  const char* const sources[] = {scenario};
  const char* const off[] = {"missing-library=off", "uninstallable-package=off"};
  const char* const wrong[] = {"missing-library"};
  eg_report* report = NULL;
  eg_options options;
  eg_options_init(&options, sizeof options);
  options.sources = sources;
  options.source_count = 1;
  options.severities = off;
  options.severity_count = 2;
  EXPECT(eg_check(&options, &report) == EG_CLEAN);
  eg_report_free(report);
  options.severities = wrong;
  options.severity_count = 1;
  EXPECT(eg_check(&options, &report) == EG_FAILED);
  EXPECT(strstr(eg_report_error(report), "RULE=LEVEL") != NULL);
  eg_report_free(report);
}

static void wrong_use_is_answered(const char* scenario) {
  const char* const nowhere[] = {"/nowhere/at-all"};
  const char* const sources[] = {scenario};
  struct {
    eg_options known;
    char unknown[16];
  } newer;
  eg_report* report = NULL;
  eg_options options;
  eg_options_init(&options, sizeof options);
  options.sources = nowhere;
  options.source_count = 1;
  EXPECT(eg_check(&options, &report) == EG_FAILED);
  EXPECT(strstr(eg_report_error(report), "/nowhere/at-all") != NULL);
  EXPECT(eg_report_render(report, "text", 0) == NULL);
  eg_report_free(report);

  memset(&options, 0, sizeof options);
  EXPECT(eg_check(&options, &report) == EG_FAILED);
  EXPECT(strstr(eg_report_error(report), "eg_options_init") != NULL);
  eg_report_free(report);

  eg_options_init(&newer.known, sizeof newer); /* a caller built against a later header */
  newer.known.sources = sources;
  newer.known.source_count = 1;
  EXPECT(eg_check(&newer.known, &report) == EG_FINDINGS);
  eg_report_free(report);
  newer.unknown[15] = 1;
  EXPECT(eg_check(&newer.known, &report) == EG_FAILED);
  eg_report_free(report);

  eg_options_init(&options, sizeof options);
  options.sources = sources;
  options.source_count = 1;
  options.should_stop = stop_at_once;
  EXPECT(eg_check(&options, &report) == EG_FAILED);
  eg_report_free(report);
  eg_report_free(NULL);
  eg_text_free(NULL);
  eg_scan_report_free(NULL);
}

static void scan_counts(const char* scenario) {
  const char* const sources[] = {scenario};
  eg_scan_report* report = NULL;
  eg_options options;
  eg_options_init(&options, sizeof options);
  options.sources = sources;
  options.source_count = 1;
  EXPECT(eg_scan(&options, &report) == EG_CLEAN);
  EXPECT(strcmp(eg_scan_report_error(report), "") == 0);
  EXPECT(eg_scan_report_count(report, EG_SCAN_PACKAGES) >= 2);
  EXPECT(eg_scan_report_count(report, EG_SCAN_READ) + eg_scan_report_count(report, EG_SCAN_FROM_STORE) ==
         eg_scan_report_count(report, EG_SCAN_PACKAGES));
  EXPECT(eg_scan_report_count(report, EG_SCAN_UNREADABLE) == 0);
  eg_scan_report_free(report);
}

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  EXPECT(strchr(eg_version(), '.') != NULL);
  check_finds(argv[1]);
  severities_are_read(argv[1]);
  wrong_use_is_answered(argv[1]);
  scan_counts(argv[1]);
  printf("elfgate %s from C\n", eg_version());
  return 0;
}
