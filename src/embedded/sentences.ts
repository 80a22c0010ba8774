import { told } from '../i18n/told.ts';

/** Every sentence that bringing up the servers can say, in both languages. */
export const sentences = {
  folderClosed: (folder: string, why: string) =>
    told(
      `${folder} cannot be written (${why}); set HANDOVER_DATA_DIR to a folder of yours.`,
      `无法写入 ${folder}（${why}）；请将 HANDOVER_DATA_DIR 设为您可写入的目录。`,
    ),
  cacheNotOurs: (folder: string) =>
    told(
      `${folder} belongs to another user; set XDG_CACHE_HOME to a folder of yours.`,
      `${folder} 属于其他用户；请将 XDG_CACHE_HOME 设为您自己的目录。`,
    ),
  lockHeld: (folder: string, pid: number, info: string) =>
    told(
      `Another start (process ${pid}${info}) already uses ${folder}; stop it first, or set HANDOVER_DATA_DIR to another folder.`,
      `另一个实例（进程 ${pid}${info}）正在使用 ${folder}；请先停止它，或将 HANDOVER_DATA_DIR 设为其他目录。`,
    ),
  lockStuck: (folder: string) =>
    told(
      `The lock of ${folder} changes hands again and again; let one start at a time use it.`,
      `${folder} 的锁不断易手；请确保同一时间只有一个实例使用它。`,
    ),
  portTaken: (port: number) =>
    told(
      `Port ${port} is in use; stop what uses it or choose another port.`,
      `端口 ${port} 已被占用；请停止占用它的程序或改用其他端口。`,
    ),
  portRefused: (port: number, why: string) =>
    told(
      `Port ${port} cannot be opened (${why}); choose another port.`,
      `无法打开端口 ${port}（${why}）；请改用其他端口。`,
    ),
  notStarted: (server: string, why: string, logFile: string, tail: string) =>
    told(
      `${server} did not start (${why}); its log is ${logFile}:\n${tail}`,
      `${server} 未能启动（${why}），日志见 ${logFile}：\n${tail}`,
    ),
  failed: (command: string, why: string) => told(`${command} failed: ${why}`, `${command} 失败：${why}`),
  waiting: (what: string) =>
    told(`${what}: another start is at it, waiting …`, `${what}：另一个实例正在进行，等待中 …`),

  stoppingLeftover: (server: string, pid: number) =>
    told(
      `${server}: stopping process ${pid}, left over from a start that was killed`,
      `${server}：正在停止上次被强制终止后遗留的进程 ${pid}`,
    ),
  makingCluster: () => told('PostgreSQL: making a new cluster', 'PostgreSQL：创建数据库集群'),
  clusterUnfinished: (cluster: string) =>
    told(
      `PostgreSQL: ${cluster} was never completed, making it anew`,
      `PostgreSQL：${cluster} 上次未创建完成，重新创建`,
    ),
  clusterForeign: (cluster: string) =>
    told(
      `${cluster} holds files that were not made by this program; move it away or set HANDOVER_DATA_DIR to another folder.`,
      `${cluster} 中有非本程序创建的文件；请移走该目录或将 HANDOVER_DATA_DIR 设为其他目录。`,
    ),
  clusterMajor: (cluster: string, theirs: string, ours: string) =>
    told(
      `${cluster} was made by PostgreSQL ${theirs}, this is ${ours}; move the folder away or set HANDOVER_DATA_DIR to another folder.`,
      `${cluster} 由 PostgreSQL ${theirs} 创建，当前为 ${ours}；请移走该目录或将 HANDOVER_DATA_DIR 设为其他目录。`,
    ),
  passwordLost: (file: string) =>
    told(
      `${file}, the password of the database in this folder, is missing or not the right one; bring it back from a backup, or move the folder away to begin anew.`,
      `${file} 中应有此目录数据库的密码，但文件缺失或密码不正确；请从备份恢复，或移走该目录以重新开始。`,
    ),
  noPostgresUser: () =>
    told(
      'PostgreSQL does not run as root, and there is no user to run it as; start as an ordinary user.',
      'PostgreSQL 不能以 root 运行，且没有可用的系统用户；请以普通用户启动。',
    ),
  noPostgresHere: () =>
    told(
      `There is no PostgreSQL for ${process.platform} ${process.arch}: install with optional packages (npm ci), or set HANDOVER_DATABASE_URL to a server of yours.`,
      `没有适用于 ${process.platform} ${process.arch} 的 PostgreSQL：请连同可选依赖一起安装（npm ci），或将 HANDOVER_DATABASE_URL 设为您的服务器。`,
    ),
  copyingPostgres: (folder: string) =>
    told(
      `PostgreSQL: copying the binaries to ${folder}, where its user can read them`,
      `PostgreSQL：将程序复制到其用户可读的 ${folder}`,
    ),
  dataElsewhere: (wanted: string, place: string) =>
    told(
      `PostgreSQL: its user cannot reach ${wanted}, so the data lies in ${place}`,
      `PostgreSQL：其用户无法访问 ${wanted}，数据存放于 ${place}`,
    ),

  testServer: () => told('Temporal test server', 'Temporal 测试服务器'),
  notAProgram: (setting: string, path: string) =>
    told(
      `${setting} names ${path}, which is not a program that can be run.`,
      `${setting} 指向的 ${path} 不是可执行程序。`,
    ),
  downloading: (what: string) => told(`Downloading ${what}`, `下载 ${what}`),
  notDownloaded: (what: string, why: string) =>
    told(`Downloading ${what} did not work (${why}); going on without`, `下载 ${what} 未成功（${why}），改用其他方式`),
  buildingTemporal: () =>
    told('Building the Temporal server with Go, once, some minutes', '用 Go 构建 Temporal 服务器（仅首次，约数分钟）'),
  stillBuilding: () => told('  still building …', '  仍在构建 …'),
  noTemporal: () =>
    told(
      'There is no Temporal server: install the Temporal CLI (docs.temporal.io/cli), or Go 1.24 or newer with which it is built, or set TEMPORAL_CLI to its path.',
      '没有 Temporal 服务器：请安装 Temporal CLI（docs.temporal.io/cli），或安装 Go 1.24 以上以便构建，或将 TEMPORAL_CLI 设为其路径。',
    ),
  notBuilt: (why: string) =>
    told(
      `Go could not build the Temporal server; it needs Go 1.24 or newer and a module proxy, or set TEMPORAL_CLI to a temporal that is there: ${why}`,
      `Go 无法构建 Temporal 服务器；需要 Go 1.24 以上及模块代理，或将 TEMPORAL_CLI 设为已有的 temporal：${why}`,
    ),
  fetchingTestServer: () =>
    told('Fetching the Temporal test server with Maven, once', '用 Maven 获取 Temporal 测试服务器（仅首次）'),
  noTestServer: (tool: string) =>
    told(
      `There is no Temporal test server, and ${tool} is missing to get it: install Java 17 and Maven, or set TEMPORAL_TEST_SERVER to the program's path.`,
      `没有 Temporal 测试服务器，且缺少 ${tool}：请安装 Java 17 与 Maven，或将 TEMPORAL_TEST_SERVER 设为其路径。`,
    ),
  notFetched: (why: string) =>
    told(`Maven could not fetch the Temporal test server: ${why}`, `Maven 无法获取 Temporal 测试服务器：${why}`),
};
