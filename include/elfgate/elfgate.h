/* elfgate: the C interface. The C++ one, elfgate.hpp, explains what the options and fields mean.
 *
 * Conventions:
 *  1. Everything begins with eg_ or EG_. Texts are NUL-terminated bytes, UTF-8 unless a package holds something else.
 *  2. eg_report, eg_scan_report and eg_text are opaque. A function that hands one out makes the caller its owner, who gives it
 *     to the _free function of its type. Freeing NULL does nothing.
 *  3. A `const char*` that a function returns is borrowed: it lives until the object it was asked of is freed. It is never NULL
 *     unless its description says so; an absent text is "". The same holds for a `const eg_finding*`.
 *  4. Texts and arrays in eg_options are read during the call only. NULL and 0 mean "not given".
 *  5. eg_options begins with its size. Start with eg_options_init(). Later versions append fields; a caller that knows fewer
 *     gets their defaults, one that sets more than this library knows gets EG_FAILED.
 *  6. Every function may be called from any thread; one object may be read by several threads. Callbacks come from threads of
 *     the library, never two at a time, and must not free or call into the run they belong to.
 *  7. No C++ exception leaves a function, nothing is printed, nothing of the process is changed. When memory runs out, a
 * function returns EG_FAILED or NULL and sets its result to NULL.
 *  8. Arguments that are objects must not be NULL, except to the _free functions. An index beyond the end returns NULL.
 */
#ifndef ELFGATE_ELFGATE_H
#define ELFGATE_ELFGATE_H

#include <stddef.h>
#include <stdint.h>

#define EG_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/** How a call ended; also the exit status of the command. */
typedef enum eg_status {
  EG_CLEAN = 0,     /**< nothing at or above fail_on */
  EG_FINDINGS = 1,  /**< at least one finding at or above fail_on */
  EG_FAILED = 2,    /**< wrong use or a failing world: the error text says which */
  EG_INCOMPLETE = 3 /**< something could not be read, or nothing was examined */
} eg_status;

typedef enum eg_severity { EG_INFO = 0, EG_WARNING = 1, EG_ERROR = 2 } eg_severity;

/** What is being done. Valid during the callback. */
typedef struct eg_progress {
  size_t size;          /**< of this struct in the library; fields may be appended */
  const char* pass;     /**< "reading packages" ... */
  uint64_t done, total; /**< total 0: unknown */
  uint64_t bytes_done, bytes_total;
} eg_progress;

/** Options of eg_check and eg_scan. */
typedef struct eg_options {
  size_t size;                /**< sizeof(eg_options), by eg_options_init() */
  const char* const* sources; /**< repositories, directories, packages, scenarios */
  size_t source_count;
  const char* const* arches; /**< none: every architecture present */
  size_t arch_count;
  const char* facts_path; /**< the facts store; NULL: none */
  int facts_read_only;
  unsigned threads;        /**< 0: one per processor */
  uint64_t memory_budget;  /**< bytes; 0: 128 MiB */
  const char* profile;     /**< NULL: chosen from the data */
  const char* const* base; /**< NULL: the profile's; not NULL with base_count 0: none */
  size_t base_count;
  const char* policy_path;
  const char* keys_dir;
  int second_reader;
  void (*on_progress)(const eg_progress* progress, void* user);
  int (*should_stop)(void* user); /**< not 0 cancels the run with EG_FAILED */
  void* user;                     /**< handed to the callbacks */
  /* eg_check only */
  eg_severity fail_on; /**< EG_ERROR by eg_options_init() */
  int allow_empty;
  const char* const* packages; /**< only findings of these packages */
  size_t package_count;
  const char* const* only_rules;
  size_t only_rule_count;
  const char* const* severities; /**< "RULE=LEVEL", LEVEL being error, warning, info or off */
  size_t severity_count;
  int all_versions; /**< judge versions that a higher one supersedes as well */
} eg_options;

/** Sets the first SIZE bytes of OPTIONS to their defaults: eg_options options; eg_options_init(&options, sizeof options); */
EG_API void eg_options_init(eg_options* options, size_t size);

/** "0.1.0"; lives as long as the library is loaded. */
EG_API const char* eg_version(void);

/* --- check ------------------------------------------------------------------------------------------------------------- */

typedef struct eg_report eg_report;
typedef struct eg_finding eg_finding;

/** Every finding of the sources. *REPORT is set whatever the status, so that its error can be read. */
EG_API eg_status eg_check(const eg_options* options, eg_report** report);
EG_API void eg_report_free(eg_report* report);

EG_API eg_status eg_report_status(const eg_report* report);
/** Why the run failed; "" unless the status is EG_FAILED. */
EG_API const char* eg_report_error(const eg_report* report);
/** The number of findings, of every severity, waived ones included. */
EG_API size_t eg_report_finding_count(const eg_report* report);
/** Findings in report order; NULL from the count on. */
EG_API const eg_finding* eg_report_finding(const eg_report* report, size_t index);

EG_API const char* eg_finding_rule(const eg_finding* finding);
EG_API eg_severity eg_finding_severity(const eg_finding* finding);
EG_API const char* eg_finding_arch(const eg_finding* finding);
EG_API const char* eg_finding_package(const eg_finding* finding);
EG_API const char* eg_finding_version(const eg_finding* finding);
EG_API const char* eg_finding_origin(const eg_finding* finding);
/** The file inside the package; "" when it is about the package. */
EG_API const char* eg_finding_path(const eg_finding* finding);
/** The library, interpreter or name it is about. */
EG_API const char* eg_finding_subject(const eg_finding* finding);
EG_API const char* eg_finding_message(const eg_finding* finding);
/** 16 hexadecimal digits that stay the same over versions. */
EG_API const char* eg_finding_fingerprint(const eg_finding* finding);
/** The reason of the waiver that covers it; NULL when none does. */
EG_API const char* eg_finding_waived(const eg_finding* finding);
EG_API uint64_t eg_finding_affected_packages(const eg_finding* finding);
EG_API uint64_t eg_finding_affected_programs(const eg_finding* finding);

/** The lists of a finding. */
typedef enum eg_finding_list {
  EG_LIST_SEARCHED = 0,         /**< every place, in search order */
  EG_LIST_PROVIDERS = 1,        /**< "package: /path" that have it */
  EG_LIST_NOTES = 2,            /**< why, how it came about */
  EG_LIST_FIX = 3,              /**< what to do, most likely first */
  EG_LIST_AFFECTED_EXAMPLES = 4 /**< "package: /path" that suffer, at most five */
} eg_finding_list;

EG_API size_t eg_finding_list_count(const eg_finding* finding, eg_finding_list list);
/** NULL from the count on. */
EG_API const char* eg_finding_list_item(const eg_finding* finding, eg_finding_list list, size_t index);

/* --- reports as bytes -------------------------------------------------------------------------------------------------- */

typedef struct eg_text eg_text;

enum { EG_RENDER_COLOR = 1, EG_RENDER_VERBOSE = 2 };

/** REPORT in FORMAT ("text", "json" ...); FLAGS are EG_RENDER_... added up. NULL when the format is unknown or the run failed.
 */
EG_API eg_text* eg_report_render(const eg_report* report, const char* format, unsigned flags);
/** The bytes, with a NUL behind them that is not counted. */
EG_API const char* eg_text_data(const eg_text* text);
EG_API size_t eg_text_size(const eg_text* text);
EG_API void eg_text_free(eg_text* text);

/* --- scan -------------------------------------------------------------------------------------------------------------- */

typedef struct eg_scan_report eg_scan_report;

typedef enum eg_scan_counter {
  EG_SCAN_PACKAGES = 0,
  EG_SCAN_READ = 1,       /**< opened in this run */
  EG_SCAN_FROM_STORE = 2, /**< known before */
  EG_SCAN_UNREADABLE = 3,
  EG_SCAN_BYTES = 4 /**< bytes of the packages that were opened */
} eg_scan_counter;

/** Fills the facts store only. *REPORT is set whatever the status. */
EG_API eg_status eg_scan(const eg_options* options, eg_scan_report** report);
EG_API void eg_scan_report_free(eg_scan_report* report);
EG_API const char* eg_scan_report_error(const eg_scan_report* report);
EG_API uint64_t eg_scan_report_count(const eg_scan_report* report, eg_scan_counter counter);

#ifdef __cplusplus
}
#endif

#endif /* ELFGATE_ELFGATE_H */
