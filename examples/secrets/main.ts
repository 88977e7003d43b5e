import { App } from "cdktf";
import { ContainerImage, ScalewayStack, SecretValue, ServerlessContainer } from "cdktf-scaleway-containers";
import { IamApiKey } from "cdktf-scaleway-containers/provider/iam-api-key";
import { IamApplication } from "cdktf-scaleway-containers/provider/iam-application";

const app = new App();
const stack = new ScalewayStack(app, "mailer", { region: "fr-par" });
const application = new IamApplication(stack, "mailer-application", { name: "mailer" });
const key = new IamApiKey(stack, "mailer-key", { applicationId: application.id });

// #region sources
// A sensitive Terraform variable: its value comes from TF_VAR_smtp_password.
const password = SecretValue.variable("smtp_password");
const mailer = new ServerlessContainer(stack, "mailer", {
  image: ContainerImage.fromRegistry("rg.fr-par.scw.cloud/my-registry/mailer:v2"),
  privacy: "private",
  secretEnvironmentVariables: {
    SMTP_PASSWORD: password,
    // Scaleway Secret Manager, read at every plan and apply.
    SIGNING_KEY: SecretValue.secretManager("mail-signing-key"),
    DKIM_KEY: SecretValue.secretManager("dkim", { path: "/mail", revision: "3" }),
    // An attribute of another resource, or text around one.
    API_SECRET_KEY: SecretValue.reference(key.secretKey),
    API_LOGIN: SecretValue.reference(`${key.accessKey}:${key.secretKey}`),
    // Text with secrets and tokens in it.
    SMTP_URL: SecretValue.template`smtps://${application.name}:${SecretValue.urlEncode(password)}@smtp.example.com:465`,
    SMTP_AUTH: SecretValue.template`Basic ${SecretValue.base64(SecretValue.template`mailer:${password}`)}`,
    SMTP_CONFIG: SecretValue.json({ host: "smtp.example.com", login: { user: "mailer", password } }),
  },
});
mailer.addSecret("WEBHOOK_TOKEN", SecretValue.variable("webhook_token"));
// #endregion

app.synth();
